import { CheckCommandOptions, CheckOutput, prepareCheck, reportCheck } from "./check";
import { verifyRetries } from "../check/retries/verify";

/**
 * Checks a change, and lets Terraform verify the order of the retries. On a terminal, progress is shown on stderr.
 *
 * @internal
 */
export async function checkWithRetries(
  path: string | undefined,
  options: CheckCommandOptions,
  output: CheckOutput & { readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY"> },
): Promise<number> {
  const prepared = prepareCheck(path, options);
  const { stderr } = output;
  const show = (text: string) => void (stderr.isTTY && stderr.write(`\r\x1b[K${text}`));
  show("Terraform applies both versions to a simulated provider");
  const verification = await verifyRetries(prepared.retries!, (done, all) => show(`${done} of ${all} plans compared`));
  show("");
  return reportCheck(prepared, options, output, verification);
}
