-- The compact copies of days that are over lie in files of their own (see store/chunks/), where few calls read much and nothing is copied on its way.
DROP TABLE IF EXISTS sample_chunks SYNC;
DROP TABLE IF EXISTS chunked_days SYNC;
