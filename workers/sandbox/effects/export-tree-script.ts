/**
 * Writes the workspace's files as one git tree, into a bare repository of our own that borrows the workspace's objects.
 * Nothing of the workspace's own repository is written, and of its configuration nothing can run: it is asked only for
 * facts (where its objects are, which commit is HEAD, what its index lists). Fixed text; run by bash in the workspace.
 * (Of borrowed objects git renews the times, so that nobody's clean-up takes them away meanwhile; their bytes stay.)
 *
 * Argument: the base commit, or "" for none. Says `name=value` lines: `work` (the temporary folder), `workspace`,
 * `head`, `base` (what patches begin at; "missing" ends the script), `tree`, `head_tree`.
 *
 * - The index begins as the workspace's, so that files that were added in spite of an ignore rule stay.
 * - A repository within the workspace that is no submodule is taken for the plain folder of files that it is:
 *   git alone would keep a mere pointer to a commit that nobody else has.
 * - Line endings: where git would convert them in a way that a checkout does not give back, the file's own bytes are
 *   taken. Filters, and drivers of diffs, are switched off.
 */
export const TREE_SCRIPT = `
set -euo pipefail
shopt -s inherit_errexit
base=$1 workspace=$PWD work=$HOME/.sandbar-export
rm -rf -- "$work"
mkdir -m 700 -- "$work"
printf 'work=%s\\nworkspace=%s\\n' "$work" "$workspace"

theirs() { GIT_DIR=$workspace/.git GIT_WORK_TREE=$workspace git "$@"; }
path_of() { theirs rev-parse --path-format=absolute --git-path "$1"; }
copied() { local from; from=$(path_of "$1"); [ ! -f "$from" ] || cp -- "$from" "$work/git/$1"; }
attributes() { printf '* !diff !filter %s\\n' "$1" >"$work/git/info/attributes"; }

format=sha1 head= objects=
if [ -e .git ] && theirs rev-parse --git-dir >/dev/null 2>&1; then
  format=$(theirs rev-parse --show-object-format)
  objects=$(path_of objects)
  head=$(theirs rev-parse --quiet --verify 'HEAD^{commit}' || :)
fi
git init --quiet --bare --template= --object-format="$format" "$work/git"
mkdir -p "$work/git/info" "$work/git/objects/info"
attributes ''
if [ -n "$objects" ]; then
  printf '%s\\n' "$objects" >"$work/git/objects/info/alternates"
  copied info/exclude
  copied shallow
  index=$(path_of index)
  if [ -f "$index" ] && theirs ls-files --stage -z >"$work/entries" 2>"$work/ignored"; then
    if [ -f "$(path_of info/sparse-checkout)" ]; then
      theirs ls-files -t -z | while IFS= read -r -d '' line; do
        [[ $line == 'S '* && ! -e \${line:2} && ! -L \${line:2} ]] || continue
        printf '%s\\0' "\${line:2}"
      done >"$work/absent"
    fi
  else
    rm -f -- "$work/entries"
  fi
fi
export GIT_DIR=$work/git
printf 'head=%s\\n' "$head"
empty=$(git hash-object -t tree -w --stdin </dev/null)
if [ -n "$base" ] && ! git cat-file -e "$base^{tree}" 2>/dev/null; then
  printf 'base=missing\\n'
  exit 0
fi
printf 'base=%s\\n' "\${base:-$empty}"

seed() {
  if [ -f "$work/entries" ]; then git update-index -z --index-info <"$work/entries"
  elif [ -n "$head" ]; then git read-tree "$head"; fi
  [ ! -f "$work/absent" ] || git update-index -z --skip-worktree --stdin <"$work/absent"
}

own_line_endings() {
  local list=$GIT_INDEX_FILE line
  git ls-files -z -- ':(glob)**/.gitattributes' >"$list.attributes"
  [ -s "$list.attributes" ] || return 0
  git ls-files --eol -z >"$list.eol"
  while IFS= read -r -d '' line; do
    case \${line%%$'\\t'*} in
      *attr/*eol=crlf*) ;;
      *w/crlf*attr/text* | *w/mixed*attr/text* | *w/-text*attr/text*) printf '%s\\0' "\${line#*$'\\t'}" ;;
    esac
  done <"$list.eol" >"$list.raw"
  [ -s "$list.raw" ] || return 0
  attributes -text
  git update-index -z --force-remove --stdin <"$list.raw"
  git update-index -z --add --stdin <"$list.raw"
  attributes ''
}

tree_of() (
  export GIT_WORK_TREE=$1 GIT_INDEX_FILE=$2
  cd -- "$1"
  nested=() part=0
  [ "$1" != "$workspace" ] || seed
  git add --update
  git ls-files --others --exclude-standard -z >"$2.others"
  while IFS= read -r -d '' path; do
    if [[ $path == */ ]]; then nested+=("$path"); else printf '%s\\0' "$path" >&3; fi
  done <"$2.others" 3>"$2.files"
  git update-index --add --replace --remove -z --stdin <"$2.files"
  own_line_endings
  for path in "\${nested[@]}"; do
    part=$((part + 1))
    tree=$(tree_of "$1/$path" "$2.$part")
    [ "$tree" = "$empty" ] || git read-tree --prefix="$path" "$tree"
  done
  git write-tree
)
tree=$(tree_of "$workspace" "$work/index")
printf 'tree=%s\\n' "$tree"
printf 'head_tree=%s\\n' "\${head:+$(git rev-parse "$head^{tree}")}"
`;

/** Removes what the script above made; run by bash. */
export const CLEAN_SCRIPT = 'rm -rf -- "$HOME/.sandbar-export"';
