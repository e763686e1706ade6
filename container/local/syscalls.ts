/** Numbers of the system calls that the filter speaks of: [x86_64, aarch64], null where there is none. */
export type SyscallNumbers = readonly [x64: number | null, arm64: number | null];

/** Refused with EPERM whatever their arguments. Grouped by what they would open. */
export const FORBIDDEN: Readonly<Record<string, SyscallNumbers>> = {
  // Other processes' memory and descriptors: the agent's too.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  // File system layout.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  open_tree_attr: [467, 467],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  fanotify_init: [300, 262],
  // Namespaces.
  unshare: [272, 97],
  setns: [308, 268],
  // Kernel surface that ordinary programs do without.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  lookup_dcookie: [212, 18],
  syslog: [103, 116],
  modify_ldt: [154, null],
  uselib: [134, null],
  ustat: [136, null],
  sysfs: [139, null],
  // The machine itself.
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  vhangup: [153, 58],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  nfsservctl: [180, 42],
  iopl: [172, null],
  ioperm: [173, null],
};

/** Refused with ENOSYS, so that libraries fall back to calls whose arguments can be judged. */
export const ABSENT: Readonly<Record<string, SyscallNumbers>> = {
  clone3: [435, 435],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
};

/** Judged by an argument (seccomp.ts). */
export const JUDGED = {
  clone: [56, 220],
  ioctl: [16, 29],
  socket: [41, 198],
  personality: [135, 92],
} as const satisfies Record<string, SyscallNumbers>;
