import { isFreeMail } from "../users/free-mail";

type Values = Readonly<Record<string, unknown>>;

/** The types of identity providers with which anyone can open an account. */
const OPEN_TYPES = new Set(["onetimepin", "google", "github", "facebook", "linkedin", "yandex"]);

/** The hosts of authorization endpoints at which anyone can open an account. */
const OPEN_ISSUERS = new Set([
  "accounts.google.com",
  "api.login.yahoo.com",
  "appleid.apple.com",
  "discord.com",
  "github.com",
  "gitlab.com",
  "id.twitch.tv",
  "login.live.com",
  "www.amazon.com",
  "www.facebook.com",
  "www.linkedin.com",
]);

/** The names of Microsoft's endpoints for users of any directory, and the directory of personal accounts. */
const OPEN_DIRECTORIES = new Set(["common", "organizations", "consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"]);

/** @internal Whether anyone can open an account with identity providers of a type. */
export function isOpenType(type: string): boolean {
  return OPEN_TYPES.has(type);
}

/**
 * Whether anyone can open an account with which an identity provider admits a user, as far as its values show.
 *
 * @param type the type, as Terraform writes it
 * @param config the block `config`; values that only Terraform can evaluate are not judged
 * @internal
 */
export function admitsAnyone(type: string, config: Values): boolean {
  if (isOpenType(type)) return true;
  if (type === "azureAD") return OPEN_DIRECTORIES.has(String(config.directory_id));
  if (type === "google-apps") return typeof config.apps_domain === "string" && isFreeMail(config.apps_domain);
  return type === "oidc" && isOpenIssuer(String(config.auth_url));
}

function isOpenIssuer(authUrl: string): boolean {
  if (!URL.canParse(authUrl)) return false;
  const { hostname, pathname } = new URL(authUrl);
  if (OPEN_ISSUERS.has(hostname)) return true;
  return hostname === "login.microsoftonline.com" && OPEN_DIRECTORIES.has(pathname.split("/")[1]);
}
