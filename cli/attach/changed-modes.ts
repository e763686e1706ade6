/** On by themselves; all other private modes are off. */
const ON_AT_FIRST = new Set([7, 25]);
/** What swaps the screen for an empty one. */
const OTHER_SCREEN = [47, 1047, 1049];
/** xterm answers with these by itself; a cursor that blinks or not is the person's. */
const LEFT_ALONE = new Set([12]);

/** What programs have changed about the person's own terminal, so that it can be put back. */
export class ChangedModes {
  readonly #modes = new Set<number>();
  #insert = false;
  #margins = false;
  #cursorStyle = false;
  #keys = false;
  /** Keyboard settings on kitty's stack. */
  #keyboards = 0;

  /** Whether a full-screen program has its own screen. */
  get otherScreen(): boolean {
    return OTHER_SCREEN.some((mode) => this.#modes.has(mode));
  }

  note(sequence: string): void {
    if (sequence === "\x1bc") this.#forget();
    if (!sequence.startsWith("\x1b[")) return;
    const [, marker, numbers = "", final] = /^([?<>=]?)([\d;]*)( ?[a-zA-Z])$/.exec(sequence.slice(2)) ?? [];
    switch (`${marker}${final}`) {
      case "?h":
      case "?l":
        for (const mode of numbers.split(";").map(Number)) this.#private(mode, final === "h");
        break;
      case "h":
      case "l":
        if (numbers.split(";").includes("4")) this.#insert = final === "h";
        break;
      case "r":
        this.#margins = numbers !== "";
        break;
      case " q":
        this.#cursorStyle = true;
        break;
      case ">m":
        if (numbers.startsWith("4")) this.#keys = numbers !== "4";
        break;
      case ">u":
        this.#keyboards++;
        break;
      case "<u":
        this.#keyboards = Math.max(0, this.#keyboards - Math.max(1, Number(numbers)));
        break;
    }
  }

  /** What puts the terminal back, once; its screen's text stays. */
  restoring(): string {
    const other = [...this.#modes].sort((a, b) => a - b);
    const parts = [
      // Ends whatever sequence was cut off.
      "\x18",
      this.#keyboards > 0 ? `\x1b[<${this.#keyboards}u` : "",
      this.#keys ? "\x1b[>4m" : "",
      this.#margins ? "\x1b7\x1b[r\x1b8" : "",
      this.#insert ? "\x1b[4l" : "",
      ...other.map((mode) => `\x1b[?${mode}${ON_AT_FIRST.has(mode) ? "h" : "l"}`),
      this.#cursorStyle ? "\x1b[0 q" : "",
      // Colours, characters, keypad.
      "\x1b[0m\x1b(B\x0f\x1b>",
    ];
    this.#forget();
    return parts.join("");
  }

  #private(mode: number, on: boolean): void {
    if (LEFT_ALONE.has(mode)) return;
    if (on === ON_AT_FIRST.has(mode)) this.#modes.delete(mode);
    else this.#modes.add(mode);
  }

  #forget(): void {
    this.#modes.clear();
    this.#insert = this.#margins = this.#cursorStyle = this.#keys = false;
    this.#keyboards = 0;
  }
}
