// A connection as Node's HTTP knows it, for one request alone. The socket below stays ours: once the request has been read
// it can be taken back, and all that Node keeps of a connection, a request and an answer is let go of.
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Whose the socket is before and after. */
export interface SocketOwner {
  /** The socket may carry another request. */
  takeBack(socket: Socket): void;
}

type Done = (error?: Error | null) => void;

/** Gives Node so many bytes of the socket; what follows them stays there, for whoever reads the next request. */
export class OneRequest extends Duplex {
  readonly owner: SocketOwner;
  readonly #socket: Socket;
  #left: number;
  #isWanted = false;
  #isReleased = false;

  constructor(socket: Socket, length: number, owner: SocketOwner) {
    super();
    this.owner = owner;
    this.#socket = socket;
    this.#left = length;
    socket.on('readable', this.#feed).on('end', this.#end).on('close', this.#close).on('timeout', this.#tellTimeout);
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  /** As of a socket: what HTTP needs of one. */
  setTimeout(timeoutMs: number, callback?: () => void): this {
    this.#socket.setTimeout(timeoutMs);
    if (callback) this.once('timeout', callback);
    return this;
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** The socket, which HTTP has no more; undefined while bytes of the request or its answer are still on their way. */
  release(): Socket | undefined {
    const socket = this.#socket;
    if (this.#left > 0 || this.readableLength > 0 || this.destroyed || this.writableEnded) return undefined;
    // HTTP was told of the client's end and has not acted on it yet.
    if (socket.readableEnded) return undefined;
    while (this.writableCorked > 0) this.uncork();
    if (this.writableLength > 0) return undefined;
    this.#isReleased = true;
    socket
      .off('readable', this.#feed)
      .off('end', this.#end)
      .off('close', this.#close)
      .off('timeout', this.#tellTimeout);
    this.destroy();
    return socket;
  }

  /** The answer is over: the socket goes back, unless it ends with the answer. */
  finish(): void {
    if (this.destroyed || this.writableEnded) return;
    const socket = this.release();
    if (socket) this.owner.takeBack(socket);
    else this.destroySoon();
  }

  override _read(): void {
    this.#isWanted = true;
    this.#feed();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    if (this.#socket.write(chunk)) done();
    else this.#socket.once('drain', () => done());
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done);
  }

  override _final(done: Done): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    if (!this.#isReleased) this.#socket.destroy();
    done(error);
  }

  readonly #feed = (): void => {
    while (this.#left > 0 && this.#isWanted) {
      const bytes: unknown = this.#socket.read();
      if (!(bytes instanceof Buffer)) return;
      const mine = bytes.subarray(0, this.#left);
      if (mine.length < bytes.length) this.#socket.unshift(bytes.subarray(mine.length));
      this.#left -= mine.length;
      this.#isWanted = this.push(mine);
    }
  };
  readonly #end = (): void => void this.push(null);
  readonly #close = (): void => void this.destroy();
  readonly #tellTimeout = (): void => void this.emit('timeout');
}
