/** Comments that switch a law off, by the tools that obey them. */

/** Written apart, or this file would be the first to break the law. */
const TOOLS = ['eslint', 'oxlint', 'biome', 'prettier', 'v8', 'c8', 'istanbul', 'knip', 'dependency-cruiser']
const TYPESCRIPT = ['ignore', 'nocheck', 'expect-error']

const WAIVER = new RegExp(
  [...TOOLS.map((tool) => `\\b${tool}[- ](?:disable|ignore)\\b`), ...TYPESCRIPT.map((word) => `@ts-${word}\\b`)].join(
    '|',
  ),
  'g',
)

/** What a text holds of them. */
export function waivers(text: string): readonly string[] {
  return text.match(WAIVER) ?? []
}
