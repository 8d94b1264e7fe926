/** A program that tests run. */
export interface Tool {
  /** The program with the version that is required, such as "coredns 1.14.7". */
  readonly name: string;
  readonly isInstalled: boolean;
  /** Why the tests fail without it, such as "CI requires these tests". Undefined if they are skipped. */
  readonly required?: string;
  /** Where it was looked for. */
  readonly places: string;
  /** The command that installs it. */
  readonly installation?: string;
}

/** Why tests fail in CI without their program. */
export function requiredInCi(): string | undefined {
  return process.env.CI ? "CI requires these tests" : undefined;
}

/** Declares tests that run a program. If it is not installed, they are skipped with a warning, or fail if required. */
export function describeWithTool(
  { name, isInstalled, required, places, installation }: Tool,
  title: string,
  fn: () => void,
): void {
  if (isInstalled) {
    describe(title, fn);
  } else if (required !== undefined) {
    describe(title, () => {
      test(`${name} is installed`, () => {
        throw new Error(`${name} is not ${places}, but ${required}${installation ? `: ${installation}` : ""}`);
      });
    });
  } else {
    console.warn(
      `Skipped "${title}": ${name} is not ${places}.${installation ? ` To install it: ${installation}` : ""}`,
    );
    describe.skip(title, fn);
  }
}
