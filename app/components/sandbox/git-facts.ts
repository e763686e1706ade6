/** What the sandbox tells of its repository; nulls where there is none. */
export interface GitFacts {
  readonly branch: string | null;
  readonly dirty_files: number | null;
  readonly unpushed_commits: number | null;
}
