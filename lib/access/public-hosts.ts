import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Registry } from "../core/registry";
import { IZone } from "../dns/zone";

/** @internal A host that the app publishes without Access. */
export interface PublicHost {
  readonly hostname: string;
  readonly zone: IZone;
}

const PUBLIC_HOSTS = new Registry<PublicHost>();

/** @internal Makes a public host known to the settings of its account. */
export function registerPublicHost(scope: IConstruct, account: Account, host: PublicHost): void {
  PUBLIC_HOSTS.collect(scope, account.accountId).push(host);
}

/** @internal The public hosts of the app in an account. Hosts of all stacks are known at the end of the synthesis. */
export function publicHostsOf(scope: IConstruct, account: Account): readonly PublicHost[] {
  return PUBLIC_HOSTS.collect(scope, account.accountId);
}
