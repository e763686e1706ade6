/** "31 Jul": a day as charts name it, the same on server and browser. */
export function shortDay(day: string): string {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const [, month, date] = day.split("-").map(Number);
  return `${date} ${months[(month ?? 1) - 1]}`;
}

/** "0 h", "0.4 h", "12.5 h", "340 h". */
export function hoursWords(hours: number): string {
  if (hours === 0) return "0 h";
  if (hours < 0.1) return "under 0.1 h";
  return `${hours < 100 ? hours.toFixed(1).replace(/\.0$/, "") : Math.round(hours)} h`;
}
