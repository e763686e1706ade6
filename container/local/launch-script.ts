/**
 * The steps between the engine and bubblewrap. Fixed text: everything that varies is a positional argument.
 * Each step replaces the one before it (exec), so that one pid, recorded before the first, names them all.
 */

/** Descriptor on which the engine says "go" after it has recorded the pid; its end without that means: exit. */
export const GO_FD = 7;

/** Most descriptors that one process inside may have open. */
const OPEN_FILES = 65_536;

/**
 * Arguments: largest file in blocks of 512 bytes, number of cgroup.procs files, the files, then the next command.
 */
export const JOIN_SCRIPT = `
read -r go <&${GO_FD} || exit 96
exec ${GO_FD}<&-
ulimit -c 0
ulimit -f "$1"
ulimit -n ${OPEN_FILES} 2>/dev/null || : # lower already
count=$2; shift 2
while [ "$count" -gt 0 ]; do echo $$ > "$1"; shift; count=$((count - 1)); done
exec "$@"
`;

/**
 * As root, in a mount namespace of its own: gathers everything below /mnt, because the sandbox's uid, which
 * bubblewrap runs as, can't reach the data folder. The mounts end with the last process of the sandbox.
 * Arguments: uid, disk kind, disk path, opt, etc, egress folder or "", repository or "", then the command.
 */
export const STAGE_SCRIPT = `
uid=$1 kind=$2 disk=$3 opt=$4 etc=$5 egress=$6 repository=$7
shift 7
mount -t tmpfs -o mode=0755,size=64k,nosuid,nodev sandbar /mnt
cd /mnt
mkdir disk opt etc egress repository
if [ "$kind" = image ]; then mount -o loop,nosuid,nodev "$disk" disk
else mount --bind "$disk" disk; fi
if [ ! -d disk/home ]; then
  mkdir -p disk/workspace disk/home
  chown "$uid:$uid" disk/workspace disk/home
fi
mount --bind "$opt" opt
mount --bind "$etc" etc
if [ -n "$egress" ]; then mount --bind "$egress" egress; fi
if [ -n "$repository" ]; then mount --bind "$repository" repository; fi
exec setpriv --reuid="$uid" --regid="$uid" --clear-groups --inh-caps=-all --no-new-privs -- "$@"
`;

/** What the stage script makes: the jail's sources as the sandbox's uid sees them. */
export const STAGE = {
  workspace: "/mnt/disk/workspace",
  home: "/mnt/disk/home",
  opt: "/mnt/opt",
  etc: "/mnt/etc",
  egress: "/mnt/egress",
  repository: "/mnt/repository",
} as const;
