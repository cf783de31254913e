/** The known word that a person most likely meant; null where none is near. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const near = known
    .map((word) => ({ word, distance: distanceBetween(typed, word) }))
    .filter(({ word, distance }) => distance <= Math.max(2, Math.floor(word.length / 3)) || word.startsWith(typed))
    .sort((one, other) => one.distance - other.distance);
  return near[0]?.word ?? null;
}

/** How many letters must be put in, taken out or changed to get from one to the other. */
function distanceBetween(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...one].entries()) {
    const now = [row + 1];
    for (const [column, wanted] of [...other].entries()) {
      const [beside = 0, above = 0, diagonal = 0] = [now[column], before[column + 1], before[column]];
      now.push(Math.min(beside + 1, above + 1, diagonal + (letter === wanted ? 0 : 1)));
    }
    before = now;
  }
  return before.at(-1) ?? 0;
}
