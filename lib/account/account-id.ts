import { AccountError } from "./errors";
import { isExpression } from "../core/terraform/expressions";

const ACCOUNT_ID = /^[0-9a-f]{32}$/;

/**
 * Determines the account to read: the one of the option, otherwise the one of the app, otherwise the one of the
 * environment.
 *
 * @param inApp the account ids that the app contains
 * @throws AccountError AccountOptionsInvalid
 * @internal
 */
export function accountIdOf(option: string | undefined, inApp: readonly string[], env: NodeJS.ProcessEnv): string {
  const written = inApp.filter((id) => !isExpression(id));
  if (option === undefined && written.length > 1) {
    throw refused(`The app contains objects of ${written.length} accounts: ${written.join(", ")}. Read one at a time`);
  }
  const id = option ?? written[0] ?? env.CLOUDFLARE_ACCOUNT_ID?.trim() ?? "";
  if (id === "") throw refused("The account is unknown");
  if (!ACCOUNT_ID.test(id)) {
    throw refused(`The account id ${JSON.stringify(id.slice(0, 40))} is not 32 hexadecimal digits in lower case`);
  }
  return id;
}

function refused(why: string): AccountError {
  return new AccountError(
    "AccountOptionsInvalid",
    `${why}: set --account-id or CLOUDFLARE_ACCOUNT_ID to the id in the URL of the dashboard.`,
  );
}
