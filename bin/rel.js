#!/usr/bin/env node
/** Starts rel. Written for every Node since 12, so that an old one can say what is missing or hand over to a newer one. */
import { spawn } from 'child_process'
import { accessSync, constants, readFileSync, realpathSync } from 'fs'
import module from 'module'
import os from 'os'
import path from 'path'
import { fileURLToPath } from 'url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const range = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node

if (satisfies(process.versions.node)) start()
else handOver()

/** Understands what `engines` of this package uses: `^a.b.c` and `>=a`, joined by `||`. */
function satisfies(version) {
  const have = numbers(version)
  return range.split('||').some((part) => {
    const want = numbers(part)
    return compare(have, want) >= 0 && (!part.includes('^') || have[0] === want[0])
  })
}

function numbers(text) {
  return (text.match(/\d+/g) || []).map(Number)
}

function compare(a, b) {
  const at = b.findIndex((number, index) => number !== a[index])
  return at === -1 ? 0 : a[at] - b[at]
}

function start() {
  if (module.enableCompileCache) module.enableCompileCache()
  // Modes of all files that rel and its recipes make, whatever the user's shell says (the same bytes on every machine).
  process.umask(0o022)
  // A reader that left (`rel why | head`) loses output; the work goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe)
  import('../lib/cli/main.js').then(run)
}

async function run(cli) {
  process.exitCode = await cli.main(process.argv.slice(2))
}

function ignoreClosedPipe(error) {
  if (error.code !== 'EPIPE') throw error
}

function handOver() {
  const newer = findNode(root)
  if (newer === null) return refuse()
  let child = null
  // Before the child is there, or a signal that comes at once would end this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(child, signal))
  child = spawn(newer, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), { stdio: 'inherit' })
  child.on('error', refuse)
  child.on('exit', end)
}

function refuse() {
  process.stderr.write(
    `rel needs Node ${range}, this is ${process.versions.node}: install it, or beside rel the npm package node.\n`,
  )
  process.exitCode = 2
}

/** A terminal sends Ctrl-C to both processes: sent on, it would count as the second one, which kills. */
function forward(child, signal) {
  if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
}

function end(code, signal) {
  if (signal === null) {
    process.exitCode = code
    return
  }
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
  process.exitCode = 128 + os.constants.signals[signal]
}

/** The npm package `node` beside this one, when it holds a binary that is new enough and is not the one that runs. */
function findNode(folder) {
  const home = path.join(folder, 'node_modules', 'node')
  const binary = path.join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (isNewer(home, binary)) return binary
  const parent = path.dirname(folder)
  return parent === folder ? null : findNode(parent)
}

function isNewer(home, binary) {
  try {
    accessSync(binary, constants.X_OK)
    const version = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')).version
    return satisfies(version) && realpathSync(binary) !== realpathSync(process.execPath)
  } catch {
    return false
  }
}
