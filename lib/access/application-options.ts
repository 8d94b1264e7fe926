import { CorsOptions } from "./cors";
import { IIdentityProvider } from "./interfaces";
import { PropNames } from "../core/props";

/** The SameSite attribute of the cookie that Access sets after a login. */
export enum SameSiteCookie {
  /** Browsers send the cookie with every request, which pages of other sites require. */
  NONE = "none",
  /** Browsers send the cookie with requests of the same site and when a user follows a link. */
  LAX = "lax",
  /** Browsers send the cookie with requests of the same site only. A login then redirects without end. */
  STRICT = "strict",
}

/** The terminal that Cloudflare renders in the browser of a user. */
export enum BrowserRendering {
  /** A terminal for SSH. */
  SSH = "ssh",
  /** A client for VNC. */
  VNC = "vnc",
}

/** The settings of an Access application, except its hostnames and policies. */
export interface AccessApplicationOptions {
  /**
   * The name of the application in the App Launcher and the dashboard.
   *
   * @default - the first hostname
   */
  readonly name?: string;
  /**
   * The duration of a session, such as "8h". The duration of a policy takes precedence over it.
   *
   * @default "24h"
   */
  readonly sessionDuration?: string;
  /**
   * The identity providers that users can log in with, or their ids: at least one.
   *
   * @default - all identity providers of the account
   */
  readonly allowedIdentityProviders?: (string | IIdentityProvider)[];
  /**
   * Whether to skip the selection of an identity provider. It requires exactly one allowed identity provider.
   *
   * @default false
   */
  readonly autoRedirectToIdentity?: boolean;
  /**
   * Whether the App Launcher shows the application.
   *
   * @default true
   */
  readonly appLauncherVisible?: boolean;
  /**
   * The URL of the logo in the App Launcher, with https.
   *
   * @default - none
   */
  readonly logoUrl?: string;
  /**
   * The names of existing tags of the account, which group applications in the App Launcher.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * The URL that denied users are redirected to, with https, on a host that the application does not protect.
   *
   * @default - Cloudflare's page
   */
  readonly customDenyUrl?: string;
  /**
   * The cross-origin requests that browsers may send to the hosts.
   *
   * @default - none; Access answers preflight requests with 403
   */
  readonly cors?: CorsOptions;
  /**
   * The SameSite attribute of the cookie. Pages of other sites require `SameSiteCookie.NONE`.
   *
   * @default - no attribute, which browsers treat as "lax"
   */
  readonly sameSiteCookie?: SameSiteCookie;
  /**
   * Whether scripts of a page cannot read the cookie.
   *
   * @default true
   */
  readonly httpOnlyCookie?: boolean;
  /**
   * Whether requests without a valid service token get 401 in place of a redirect to the login page, if a policy for
   * service tokens blocks them.
   *
   * @default false
   */
  readonly serviceAuth401?: boolean;
}

/** @internal The names of `AccessApplicationOptions`. */
export const APPLICATION_OPTIONS: PropNames<AccessApplicationOptions>["optional"] = {
  name: true,
  sessionDuration: true,
  allowedIdentityProviders: true,
  autoRedirectToIdentity: true,
  appLauncherVisible: true,
  logoUrl: true,
  tags: true,
  customDenyUrl: true,
  cors: true,
  sameSiteCookie: true,
  httpOnlyCookie: true,
  serviceAuth401: true,
};
