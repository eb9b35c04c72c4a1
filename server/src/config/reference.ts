/** The reference page of `vedette.yml`, written from the schema: `vedette config reference`. */
import { variableOf } from './environment.ts'
import { FLAGS } from './flags.ts'
import { GROUPS, type GroupEntry, type SettingEntry } from './schema-walk.ts'

export function configurationReference(): string {
  return `${[INTRODUCTION, ...GROUPS.map(groupSection)].join('\n\n')}\n`
}

const INTRODUCTION = `<!-- Written by \`vedette config reference\` from the schema. Change server/src/config/schema.ts, then run:
     npm run --silent vedette -- config reference > docs/reference/configuration.md -->

# Settings

All settings of \`vedette.yml\`, each with its default: Vedette starts without any. How to use them is in
[Configuration](../configuration.md).

A setting is taken from the first of these that has it:

1. a flag of \`vedette start\`, where there is one;
2. the environment: \`VEDETTE_\` and the path in capitals, \`VEDETTE_STORE_RETENTION_METRICS\` for \`store.retention.metrics\`;
   lists are separated by commas;
3. \`vedette.yml\`: the file that \`--config\` or \`VEDETTE_CONFIG\` names, else the one in the working directory, if there is one;
4. the default.

Durations are written as in Prometheus (\`250ms\`, \`15s\`, \`1h30m\`, \`30d\`, \`1y\`). Sizes have a unit of 1024 steps: \`32MiB\`, and
\`32MB\` for the same. Relative paths count from the file that they stand in, in flags and variables from the working directory.

\`vedette check config\` says whether all of it is valid, and what it comes to. Settings marked *reload* take effect with
SIGHUP or \`POST /-/reload\`, the others at the next start.`

function groupSection({ path, description, settings }: GroupEntry): string {
  const title = path.length === 0 ? '## Where things are kept' : `## \`${path.join('.')}\``
  const forProject = path.includes('<name>')
  const intro = forProject
    ? 'The limits of one project, for example `projects.team-a.limits.active_series`. What is not set here is as in `limits`.'
    : description
  if (forProject) {
    const names = settings.map(({ path: full }) => `\`${full.at(-1)}\``).join(', ')
    const example = settings[0]!
    return [
      title,
      intro,
      `It has the settings of \`limits\`: ${names}. In the environment: \`${variableOf(example.path)}\`, with the name in capitals and \`_\` for everything that is no letter or digit.`,
    ].join('\n\n')
  }
  return [title, intro, ...settings.map(settingSection)].filter(part => part !== '').join('\n\n')
}

function settingSection({ path, about }: SettingEntry): string {
  const name = path.join('.')
  const flag = FLAGS.find(each => each.path.join('.') === name)
  const facts = [
    `${about.kind}`,
    about.default === '' ? 'no default' : `default \`${about.default}\``,
    `for example \`${about.example}\``,
    `\`${variableOf(path)}\``,
    ...(flag ? [`\`--${flag.name}\``] : []),
    ...(about.reload ? ['*reload*'] : []),
  ]
  return `### \`${name}\`\n\n${about.description}\n\n${facts.join(' · ')}`
}
