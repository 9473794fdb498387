/** The figures of the proof below test/survive: a fixed sample with every test run, everything with SURVIVE=all. */

export const everything = process.env['SURVIVE'] === 'all'

/** One line that `npm run survive` shows. */
export const figure = (text: string): void => console.log(`survive: ${text}`)
