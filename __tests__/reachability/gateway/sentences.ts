/** Declares one test for each example, named by its sentence. */
export function examples<T>(table: Record<string, T>, check: (example: T) => void): void {
  for (const [sentence, example] of Object.entries(table)) it(sentence, () => check(example));
}
