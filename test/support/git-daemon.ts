/** A real git server on loopback: `git daemon`, in a process group of its own, so that a killed rel does not take it along. */
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface GitDaemon {
  /** The address of a bare repository below the served folder. */
  readonly url: (name: string) => string
  readonly stop: () => Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

const answers = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      done(true)
    })
    socket.on('error', () => done(false))
  })

/** Serves every bare repository below `folder`, for reading and for pushing. */
export const startGitDaemon = async (folder: string): Promise<GitDaemon> => {
  const port = await freePort()
  const args = ['daemon', '--reuseaddr', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${folder}`]
  const daemon = spawn('git', [...args, '--export-all', '--enable=receive-pack', folder], {
    detached: true,
    stdio: 'ignore',
  })
  const ended = new Promise<void>((done) => daemon.on('exit', () => done()))
  for (let turn = 0; !(await answers(port)); turn += 1) {
    if (turn > 200 || daemon.exitCode !== null) throw new Error('git daemon did not start')
    await sleep(50)
  }
  return {
    url: (name) => `git://127.0.0.1:${port}/${name}`,
    stop: async () => {
      if (daemon.pid !== undefined && daemon.exitCode === null) process.kill(-daemon.pid, 'SIGTERM')
      await ended
    },
  }
}
