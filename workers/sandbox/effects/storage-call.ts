import { EngineError } from "../../engines/engine.ts";

/** What could not be done with storage, for people and programs. */
export interface StorageFailure {
  readonly reason_code: "save_interrupted" | "restore_interrupted" | "delete_interrupted";
  readonly message: string;
}

export const NOT_STORED: StorageFailure = {
  reason_code: "save_interrupted",
  message: "The archive did not arrive whole in storage",
};
export const NOT_READ: StorageFailure = {
  reason_code: "restore_interrupted",
  message: "The archive could not be read from storage",
};

/** A cut stream or a storage that fails is worth another try: an EngineError that says so, with the cause kept. */
export async function storageCall<T>(failure: StorageFailure, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    const refusal = {
      ...failure,
      message: `${failure.message}: ${cause}`,
      retryable: true,
      next_step: "Try again.",
    };
    throw Object.assign(new EngineError(refusal), { cause: error });
  }
}
