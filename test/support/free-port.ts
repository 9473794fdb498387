/** Ports of loopback for servers that a test starts. */
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A port that nobody listens on just now. */
export const freePort = (): Promise<number> =>
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

/** Waits until somebody listens. Throws when `ended` says that nobody ever will, or after twenty seconds. */
export const listening = async (port: number, ended: () => boolean): Promise<void> => {
  for (let turn = 0; !(await answers(port)); turn += 1) {
    if (turn > 400 || ended()) throw new Error(`nothing listens on port ${port}`)
    await sleep(50)
  }
}
