/** A real git server on loopback: `git daemon`, in a process group of its own, so that a killed rel does not take it along. */
import { spawn } from 'node:child_process'
import { freePort, listening } from './free-port.ts'

export interface GitDaemon {
  /** The address of a bare repository below the served folder. */
  readonly url: (name: string) => string
  readonly stop: () => Promise<void>
}

/** Serves every bare repository below `folder`, for reading and for pushing. */
export const startGitDaemon = async (folder: string): Promise<GitDaemon> => {
  const port = await freePort()
  const args = ['daemon', '--reuseaddr', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${folder}`]
  const daemon = spawn('git', [...args, '--export-all', '--enable=receive-pack', folder], {
    detached: true,
    stdio: 'ignore',
  })
  const ended = new Promise<void>((done) => daemon.on('exit', () => done()))
  await listening(port, () => daemon.exitCode !== null)
  return {
    url: (name) => `git://127.0.0.1:${port}/${name}`,
    stop: async () => {
      if (daemon.pid !== undefined && daemon.exitCode === null) process.kill(-daemon.pid, 'SIGTERM')
      await ended
    },
  }
}
