;; Doubles as the shortest decimals that read back as the same doubles, written as bytes: Raffaello Giulietti's Schubfach
;; ("The Schubfach way to render doubles"), for the sizes at which Go and JavaScript write no exponent.
;;
;; Memory: 24 digits of the number at hand from 8 on, powers of ten from 64 on (16 bytes each: the upper and the lower half of their first 128
;; bits, see decimal-text.ts). Values, texts between them and the output lie where the caller says.
(module
  (memory (export "memory") 1)

  ;; How many values `column` wrote.
  (global $written (export "written") (mut i32) (i32.const 0))
  ;; The upper half of a product.
  (func $upper (param $a i64) (param $b i64) (result i64)
    (local $a0 i64) (local $a1 i64) (local $b0 i64) (local $b1 i64) (local $u i64) (local $v i64)
    (local.set $a0 (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $a1 (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $b0 (i64.and (local.get $b) (i64.const 0xffffffff)))
    (local.set $b1 (i64.shr_u (local.get $b) (i64.const 32)))
    (local.set $u (i64.add
      (i64.mul (local.get $a1) (local.get $b0))
      (i64.shr_u (i64.mul (local.get $a0) (local.get $b0)) (i64.const 32))))
    (local.set $v (i64.add
      (i64.mul (local.get $a0) (local.get $b1))
      (i64.and (local.get $u) (i64.const 0xffffffff))))
    (i64.add
      (i64.add (i64.mul (local.get $a1) (local.get $b1)) (i64.shr_u (local.get $u) (i64.const 32)))
      (i64.shr_u (local.get $v) (i64.const 32))))

  ;; The integer part of what is cut off at `middle`, its last bit set where anything was cut off that counts.
  (func $odd (param $high i64) (param $middle i64) (result i64)
    (i64.or (local.get $high) (i64.extend_i32_u (i64.gt_u (local.get $middle) (i64.const 1)))))

  ;; A number below 10^8 as eight digits of a byte each, the first in the lowest byte.
  (func $eightDigits (param $x i64) (result i64)
    (local $t i64)
    (local.set $t (i64.shr_u (i64.mul (local.get $x) (i64.const 109951163)) (i64.const 40)))
    (local.set $x (i64.or (local.get $t)
      (i64.shl (i64.sub (local.get $x) (i64.mul (local.get $t) (i64.const 10000))) (i64.const 32))))
    (local.set $t (i64.and
      (i64.shr_u (i64.mul (local.get $x) (i64.const 10486)) (i64.const 20))
      (i64.const 0x0000007f0000007f)))
    (local.set $x (i64.or (local.get $t)
      (i64.shl (i64.sub (local.get $x) (i64.mul (local.get $t) (i64.const 100))) (i64.const 16))))
    (local.set $t (i64.and
      (i64.shr_u (i64.mul (local.get $x) (i64.const 103)) (i64.const 10))
      (i64.const 0x000f000f000f000f)))
    (i64.or (local.get $t)
      (i64.shl (i64.sub (local.get $x) (i64.mul (local.get $t) (i64.const 10))) (i64.const 8))))

  (func $copy24 (param $from i32) (param $to i32)
    (i64.store (local.get $to) (i64.load (local.get $from)))
    (i64.store offset=8 (local.get $to) (i64.load offset=8 (local.get $from)))
    (i64.store offset=16 (local.get $to) (i64.load offset=16 (local.get $from))))

  ;; Writes `digits`, below 10^17 and not 0, times ten to the `exponent`, which is below 0 only where there is a fraction. Answers the end.
  (func $place (param $digits i64) (param $exponent i32) (param $out i32) (result i32)
    (local $first i64) (local $middle i64) (local $last i64)
    (local $count i32) (local $zeros i32) (local $start i32) (local $whole i32)
    (local.set $first (i64.div_u (local.get $digits) (i64.const 10000000000000000)))
    (local.set $digits (i64.sub (local.get $digits) (i64.mul (local.get $first) (i64.const 10000000000000000))))
    (local.set $middle (i64.div_u (local.get $digits) (i64.const 100000000)))
    (local.set $last (call $eightDigits
      (i64.sub (local.get $digits) (i64.mul (local.get $middle) (i64.const 100000000)))))
    (local.set $middle (call $eightDigits (local.get $middle)))
    (i64.store offset=8 (i32.const 0) (i64.shl (i64.add (local.get $first) (i64.const 0x30)) (i64.const 56)))
    (i64.store offset=16 (i32.const 0) (i64.add (local.get $middle) (i64.const 0x3030303030303030)))
    (i64.store offset=24 (i32.const 0) (i64.add (local.get $last) (i64.const 0x3030303030303030)))
    (if (i64.ne (local.get $first) (i64.const 0))
      (then (local.set $count (i32.const 17)))
      (else (if (i64.ne (local.get $middle) (i64.const 0))
        (then (local.set $count
          (i32.sub (i32.const 16) (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $middle)) (i64.const 3))))))
        (else (local.set $count
          (i32.sub (i32.const 8) (i32.wrap_i64 (i64.shr_u (i64.ctz (local.get $last)) (i64.const 3)))))))))
    (local.set $start (i32.sub (i32.const 32) (local.get $count)))
    (if (i32.ge_s (local.get $exponent) (i32.const 0))
      (then
        (call $copy24 (local.get $start) (local.get $out))
        (local.set $out (i32.add (local.get $out) (local.get $count)))
        (i64.store (local.get $out) (i64.const 0x3030303030303030))
        (return (i32.add (local.get $out) (local.get $exponent)))))
    (local.set $zeros (if (result i32) (i64.ne (local.get $last) (i64.const 0))
      (then (i32.wrap_i64 (i64.shr_u (i64.clz (local.get $last)) (i64.const 3))))
      (else (i32.add (i32.const 8) (i32.wrap_i64 (i64.shr_u (i64.clz (local.get $middle)) (i64.const 3)))))))
    (local.set $whole (i32.add (local.get $count) (local.get $exponent)))
    (if (i32.gt_s (local.get $whole) (i32.const 0))
      (then
        (call $copy24 (local.get $start) (local.get $out))
        (local.set $out (i32.add (local.get $out) (local.get $whole)))
        (i32.store8 (local.get $out) (i32.const 0x2e))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (call $copy24 (i32.add (local.get $start) (local.get $whole)) (local.get $out))
        (return (i32.add (local.get $out)
          (i32.sub (i32.sub (local.get $count) (local.get $whole)) (local.get $zeros))))))
    ;; "0.000000"
    (i64.store (local.get $out) (i64.const 0x3030303030302e30))
    (local.set $out (i32.add (local.get $out) (i32.sub (i32.const 2) (local.get $whole))))
    (call $copy24 (local.get $start) (local.get $out))
    (i32.add (local.get $out) (i32.sub (local.get $count) (local.get $zeros))))

  ;; Writes a number from 10^-6 to below 10^21 that is no integer below 2^53. Answers the end.
  (func $shortest (param $bits i64) (param $out i32) (result i32)
    (local $fraction i64) (local $c i64) (local $q i32) (local $k i32) (local $closer i32) (local $power i32) (local $h i64)
    (local $gh i64) (local $gl i64) (local $p0 i64) (local $p1 i64) (local $p2 i64)
    (local $d1 i64) (local $r1 i64) (local $r2 i64) (local $carry i64)
    (local $isOdd i64) (local $lower i64) (local $value i64) (local $upper i64) (local $s i64) (local $tens i64)
    (local $belowIn i32) (local $aboveIn i32)
    (local.set $fraction (i64.and (local.get $bits) (i64.const 0xfffffffffffff)))
    (local.set $c (i64.or (local.get $fraction) (i64.const 0x10000000000000)))
    (local.set $q (i32.sub (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 1075)))
    ;; A power of two: the double below is nearer than the one above.
    (local.set $closer (i64.eqz (local.get $fraction)))
    (local.set $isOdd (i64.and (local.get $c) (i64.const 1)))
    (local.set $k (i32.shr_s
      (i32.sub (i32.mul (local.get $q) (i32.const 1262611)) (i32.mul (local.get $closer) (i32.const 524031)))
      (i32.const 22)))
    (local.set $h (i64.extend_i32_s (i32.add
      (i32.add (local.get $q) (i32.const 1))
      (i32.shr_s (i32.mul (local.get $k) (i32.const -1741647)) (i32.const 19)))))
    ;; Powers from 10^-8 on.
    (local.set $power (i32.add (i32.const 64) (i32.shl (i32.sub (i32.const 8) (local.get $k)) (i32.const 4))))
    (local.set $c (i64.shl (local.get $c) (i64.const 2)))
    (local.set $c (i64.shl (local.get $c) (local.get $h)))
    (local.set $gh (i64.load (local.get $power)))
    (local.set $gl (i64.load offset=8 (local.get $power)))
    ;; The value: 192 bits, of which the upper 64 are its integer part.
    (local.set $p0 (i64.mul (local.get $gl) (local.get $c)))
    (local.set $p1 (call $upper (local.get $gl) (local.get $c)))
    (local.set $d1 (i64.mul (local.get $gh) (local.get $c)))
    (local.set $p1 (i64.add (local.get $p1) (local.get $d1)))
    (local.set $p2 (i64.add
      (call $upper (local.get $gh) (local.get $c))
      (i64.extend_i32_u (i64.lt_u (local.get $p1) (local.get $d1)))))
    (local.set $value (call $odd (local.get $p2) (local.get $p1)))
    ;; Half the way to the double above more, ...
    (local.set $h (i64.add (local.get $h) (i64.const 1)))
    (local.set $d1 (i64.or
      (i64.shl (local.get $gh) (local.get $h))
      (i64.shr_u (local.get $gl) (i64.sub (i64.const 64) (local.get $h)))))
    (local.set $r1 (i64.add (local.get $p1) (local.get $d1)))
    (local.set $r2 (i64.add (i64.add (local.get $p2)
      (i64.shr_u (local.get $gh) (i64.sub (i64.const 64) (local.get $h))))
      (i64.extend_i32_u (i64.lt_u (local.get $r1) (local.get $d1)))))
    (local.set $carry (i64.extend_i32_u (i64.lt_u
      (i64.add (local.get $p0) (i64.shl (local.get $gl) (local.get $h))) (local.get $p0))))
    (local.set $r1 (i64.add (local.get $r1) (local.get $carry)))
    (local.set $r2 (i64.add (local.get $r2) (i64.extend_i32_u (i64.lt_u (local.get $r1) (local.get $carry)))))
    (local.set $upper (i64.sub (call $odd (local.get $r2) (local.get $r1)) (local.get $isOdd)))
    ;; ... and half the way to the one below less.
    (local.set $h (i64.sub (local.get $h) (i64.extend_i32_u (local.get $closer))))
    (local.set $d1 (i64.or
      (i64.shl (local.get $gh) (local.get $h))
      (i64.shr_u (local.get $gl) (i64.sub (i64.const 64) (local.get $h)))))
    (local.set $r1 (i64.sub (local.get $p1) (local.get $d1)))
    (local.set $r2 (i64.sub (i64.sub (local.get $p2)
      (i64.shr_u (local.get $gh) (i64.sub (i64.const 64) (local.get $h))))
      (i64.extend_i32_u (i64.lt_u (local.get $p1) (local.get $d1)))))
    (local.set $carry (i64.extend_i32_u (i64.lt_u (local.get $p0) (i64.shl (local.get $gl) (local.get $h)))))
    (local.set $r2 (i64.sub (local.get $r2) (i64.extend_i32_u (i64.lt_u (local.get $r1) (local.get $carry)))))
    (local.set $lower (i64.add
      (call $odd (local.get $r2) (i64.sub (local.get $r1) (local.get $carry)))
      (local.get $isOdd)))
    (local.set $s (i64.shr_u (local.get $value) (i64.const 2)))
    ;; One digit fewer?
    (local.set $tens (i64.div_u (local.get $s) (i64.const 10)))
    (local.set $belowIn (i64.le_u (local.get $lower) (i64.mul (local.get $tens) (i64.const 40))))
    (local.set $aboveIn (i64.le_u (i64.add (i64.mul (local.get $tens) (i64.const 40)) (i64.const 40)) (local.get $upper)))
    (if (i32.ne (local.get $belowIn) (local.get $aboveIn))
      (then (return (call $place
        (i64.add (local.get $tens) (i64.extend_i32_u (local.get $aboveIn)))
        (i32.add (local.get $k) (i32.const 1))
        (local.get $out)))))
    (local.set $belowIn (i64.le_u (local.get $lower) (i64.shl (local.get $s) (i64.const 2))))
    (local.set $aboveIn (i64.le_u (i64.add (i64.shl (local.get $s) (i64.const 2)) (i64.const 4)) (local.get $upper)))
    (if (i32.eq (local.get $belowIn) (local.get $aboveIn))
      ;; Both are or neither is: the nearer one, of two equally near the even one.
      (then (local.set $aboveIn (i32.or
        (i64.gt_u (i64.and (local.get $value) (i64.const 3)) (i64.const 2))
        (i32.and
          (i64.eq (i64.and (local.get $value) (i64.const 3)) (i64.const 2))
          (i32.wrap_i64 (i64.and (local.get $s) (i64.const 1))))))))
    (call $place
      (i64.add (local.get $s) (i64.extend_i32_u (local.get $aboveIn)))
      (local.get $k)
      (local.get $out)))

  ;; Writes before each of the values its text (a slot of 32 bytes: at most 24 of text, the length in the last). Ends where all are written
  ;; or where one is NaN, infinite, or of a size that is written with an exponent. Answers the end of the output.
  (func (export "column") (param $values i32) (param $slots i32) (param $count i32) (param $out i32) (result i32)
    (local $at i32) (local $value f64) (local $size f64) (local $digits i64)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $count)))
        (local.set $value (f64.load (local.get $values)))
        (local.set $size (f64.abs (local.get $value)))
        (br_if $done (i32.eqz (i32.or
          (i32.and (f64.ge (local.get $size) (f64.const 1e-6)) (f64.lt (local.get $size) (f64.const 1e21)))
          (f64.eq (local.get $size) (f64.const 0)))))
        (call $copy24 (local.get $slots) (local.get $out))
        (local.set $out (i32.add (local.get $out) (i32.load8_u offset=31 (local.get $slots))))
        (if (i64.lt_s (i64.reinterpret_f64 (local.get $value)) (i64.const 0))
          (then
            (i32.store8 (local.get $out) (i32.const 0x2d))
            (local.set $out (i32.add (local.get $out) (i32.const 1)))))
        (block $written
          (if (f64.lt (local.get $size) (f64.const 9007199254740992))
            (then
              (local.set $digits (i64.trunc_f64_u (local.get $size)))
              (if (f64.eq (f64.convert_i64_u (local.get $digits)) (local.get $size))
                (then
                  (if (i64.lt_u (local.get $digits) (i64.const 10))
                    (then
                      (i64.store8 (local.get $out) (i64.add (local.get $digits) (i64.const 0x30)))
                      (local.set $out (i32.add (local.get $out) (i32.const 1))))
                    (else (local.set $out (call $place (local.get $digits) (i32.const 0) (local.get $out)))))
                  (br $written)))))
          (local.set $out (call $shortest (i64.reinterpret_f64 (local.get $size)) (local.get $out))))
        (local.set $values (i32.add (local.get $values) (i32.const 8)))
        (local.set $slots (i32.add (local.get $slots) (i32.const 32)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (global.set $written (local.get $at))
    (local.get $out))
)
