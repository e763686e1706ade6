/** The generated part of a jail's /etc: the same for every sandbox, and nothing of the host's accounts. */
import { INSIDE } from "./jail-paths.ts";

const PROFILE = `export PATH="\${PATH:-${INSIDE.path}}"
export PS1='\\u:\\w\\$ '
umask 022
# Node's own HTTP uses the proxy only when told to.
export NODE_USE_ENV_PROXY=1
if [ -n "$BASH" ] && [ -r /etc/bash.bashrc ]; then . /etc/bash.bashrc; fi
`;

const BASHRC = `case $- in *i*) ;; *) return ;; esac
PS1='\\[\\e[32m\\]\\u\\[\\e[0m\\]:\\[\\e[34m\\]\\w\\[\\e[0m\\]\\$ '
HISTCONTROL=ignoreboth
shopt -s checkwinsize histappend
alias ls='ls --color=auto' ll='ls -l'
`;

/** ssh reaches git hosts through the proxy; keys of new hosts are kept in the sandbox's own home. */
const SSH_CONFIG = `Host *
  ProxyCommand ${INSIDE.opt}/bin/egress-connect %h %p
  StrictHostKeyChecking accept-new
`;

/** File name below /etc to its content. */
export const ETC_FILES: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/nonexistent:/usr/sbin/nologin
${INSIDE.user}:x:${INSIDE.uid}:${INSIDE.uid}:Sandbox:${INSIDE.home}:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
  group: `root:x:0:\ntty:x:5:\n${INSIDE.user}:x:${INSIDE.uid}:\nnogroup:x:65534:\n`,
  hosts: "127.0.0.1 localhost\n::1 localhost\n",
  // No name server is reachable: names are resolved by the egress proxy.
  "resolv.conf": "options attempts:1 timeout:1\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
  gitconfig: "[safe]\n\tdirectory = *\n[init]\n\tdefaultBranch = main\n",
  profile: PROFILE,
  "bash.bashrc": BASHRC,
  ssh_config: SSH_CONFIG,
  shells: "/bin/sh\n/bin/bash\n",
};

/** Host paths below /etc that are mounted read-only where they exist: libraries, certificates, static tables. */
export const ETC_FROM_HOST = [
  "alternatives",
  "ca-certificates",
  "fonts",
  "inputrc",
  "java-17-openjdk",
  "java-21-openjdk",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "magic",
  "mime.types",
  "perl",
  "pki/ca-trust",
  "pki/tls/certs",
  "protocols",
  "python3",
  "services",
  "ssl/certs",
  "ssl/openssl.cnf",
  "terminfo",
  "timezone",
  "vim",
] as const;
