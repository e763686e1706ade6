/**
 * Parts of Node that are loaded at their first use: together they would cost a third of the time from start to
 * listening. (A bundle's `import` lines are all carried out before its first line runs.)
 */
export const lazyNode = {
  get crypto() {
    return process.getBuiltinModule("node:crypto");
  },
  get childProcess() {
    return process.getBuiltinModule("node:child_process");
  },
  /** `import` from node:http reads all its names, and one of them (WebSocket) loads undici: 33 ms. */
  get http() {
    return process.getBuiltinModule("node:http");
  },
  get fs() {
    return process.getBuiltinModule("node:fs/promises");
  },
  get streams() {
    return process.getBuiltinModule("node:stream/promises");
  },
  get tty() {
    return process.getBuiltinModule("node:tty");
  },
  get workers() {
    return process.getBuiltinModule("node:worker_threads");
  },
  get zlib() {
    return process.getBuiltinModule("node:zlib");
  },
} as const;
