/** How mail leaves: what every way of sending keeps to. */
export interface Message {
  /** Unique to what it tells, and the same at every attempt: servers and readers know a repetition by it. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  /** Plain text, lines separated by "\n". */
  readonly text: string;
}

export interface Sender {
  /** Resolves when somebody else has taken responsibility for the message; else throws MailError. */
  send(message: Message): Promise<void>;
}

/** The message was not taken. Its text carries no credentials and may be logged. */
export class MailError extends Error {
  override readonly name = "MailError";
  /** Another attempt would end the same way: the recipient or the message itself was refused. */
  readonly permanent: boolean;

  constructor(message: string, permanent = false) {
    super(message);
    this.permanent = permanent;
  }
}

/** Writes each message as one line of JSON to the server's log instead of sending it. */
export const LOG_SENDER: Sender = {
  async send(message) {
    console.log(JSON.stringify({ mail: message }));
  },
};
