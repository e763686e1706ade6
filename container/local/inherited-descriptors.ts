import { closeSync, readdirSync, readFileSync } from "node:fs";

const O_CLOEXEC = 0o2000000;

/**
 * Closes what our parent left open besides stdin, stdout and stderr: without the close-on-exec flag, which
 * Node sets on all of its own, those descriptors would go on into every jail.
 */
export function closeInheritedDescriptors(): void {
  for (const name of readdirSync("/proc/self/fdinfo")) {
    const fd = Number(name);
    if (fd <= 2 || name === process.env.NODE_CHANNEL_FD) continue;
    let info: string;
    try {
      info = readFileSync(`/proc/self/fdinfo/${fd}`, "utf8");
    } catch {
      continue; // the one that listed the folder
    }
    const flags = Number.parseInt(/^flags:\s+(\d+)$/m.exec(info)?.[1] ?? "", 8);
    if ((flags & O_CLOEXEC) === 0) closeSync(fd);
  }
}
