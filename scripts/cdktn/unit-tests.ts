import { runCommand } from "../run-command";

/**
 * The unit tests of what differs between the bindings, and of complete programs; all constructs if NIGHTLY is set. The
 * others test code that loads no CDK, or repeat one construction with many random values.
 */
const PATTERN =
  `__tests__/(${process.env.NIGHTLY ? "access|alerts|dns|fleet|gateway|network|rules|tunnel|" : ""}` +
  "cloud-run|core|coredns|device|examples|kubernetes|stacks|testing)/" +
  "(?!.*(addresses|hostname-pattern|integration|policy-engines|property|random))";

/** Runs the unit tests of what constructs in a copy of the project. */
export function runUnitTests(folder: string): void {
  const jest = ["node_modules/jest/bin/jest.js", "--ci", "--silent", "--testPathPatterns", PATTERN];
  runCommand(process.execPath, jest, { cwd: folder });
}
