/** Random output of programs, as pieces: what vim, tmux and the like send, and what nobody would. */
import fc from "fast-check";

export const COLS = 12;
export const ROWS = 5;

const CSI = "\x1b[";
const small = fc.nat(14);
const row = fc.nat(ROWS + 1);
const word = fc.constantFrom(
  "a",
  "bc ",
  "hello",
  "漢字",
  "é",
  "e\u0301",
  "👍",
  "👍🏽",
  "q─x",
  "12345678901234",
  " ",
  "~",
);
const sgr = fc.constantFrom(
  ...[
    "0",
    "1",
    "2",
    "3",
    "4",
    "4:3",
    "5",
    "7",
    "8",
    "9",
    "53",
    "21",
    "22",
    "24",
    "27",
    "31",
    "42",
    "97",
    "104",
    "39",
    "49",
  ],
  ...["38;5;200", "48;5;9", "38;2;1;2;3", "48;2;200;100;0", "58;5;3", "58;2;9;8;7", "59", "1;4;31;44"],
);
const mode = fc.constantFrom(
  ...[
    "?1",
    "?6",
    "?7",
    "?25",
    "?45",
    "?66",
    "?1000",
    "?1002",
    "?1003",
    "?9",
    "?1004",
    "?1006",
    "?1016",
    "?2004",
  ],
  ...["?47", "?1047", "?1049", "?1048", "4", "20"],
);
const final = fc.constantFrom(..."ABCDEFGHIJKLMPSTXZ@`adefbg");

export const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: word },
  { weight: 4, arbitrary: fc.constantFrom("\r\n", "\n", "\r", "\t", "\b", "\x0e", "\x0f", "\x07") },
  { weight: 3, arbitrary: sgr.map((code) => `${CSI}${code}m`) },
  { weight: 3, arbitrary: fc.tuple(row, small).map(([y, x]) => `${CSI}${y};${x}H`) },
  { weight: 4, arbitrary: fc.tuple(small, final).map(([count, code]) => `${CSI}${count}${code}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom("J", "1J", "2J", "3J", "K", "1K", "2K", "?J", "?K").map((c) => CSI + c),
  },
  { weight: 2, arbitrary: fc.tuple(mode, fc.constantFrom("h", "l")).map(([m, c]) => `${CSI}${m}${c}`) },
  { weight: 1, arbitrary: fc.tuple(row, row).map(([top, bottom]) => `${CSI}${top};${bottom}r`) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("7", "8", "D", "E", "M", "H", "#8", "(0", ")0", "(B", ")B", "*A", "n", "=", ">")
      .map((c) => `\x1b${c}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("c", `${"["}!p`).map((c) => `\x1b${c}`) },
  { weight: 1, arbitrary: fc.nat(6).map((style) => `${CSI}${style} q`) },
  { weight: 1, arbitrary: fc.constantFrom("1", "0", "2").map((protection) => `${CSI}${protection}"q`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "\x1b]2;a title\x07",
      "\x1b]8;;https://example.com/\x1b\\",
      "\x1b]8;id=one;https://example.com/?a;b\x07",
      "\x1b]8;;\x1b\\",
      "\x1bP+q544e\x1b\\",
      "\x1b_secret\x1b\\",
      `${CSI}3g`,
      `${CSI}g`,
    ),
  },
);
