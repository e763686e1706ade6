/** Where a checkpoint's archive and its manifest are kept in object storage. */
export function checkpointKeys(
  sandbox_id: string,
  checkpoint_id: string,
): { readonly archive: string; readonly manifest: string } {
  const stem = `checkpoints/${sandbox_id}/${checkpoint_id}`;
  return { archive: `${stem}.tar.gz`, manifest: `${stem}.json` };
}
