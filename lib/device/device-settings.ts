import { ZeroTrustDeviceSettings } from "@cdktf/provider-cloudflare/lib/zero-trust-device-settings";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { Account, validateAccount } from "../core/account";
import { validateSingleSetting } from "../core/account-setting";
import { Problem, report } from "../core/errors";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** The properties of the device settings. */
export interface DeviceSettingsProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * Whether Gateway proxies TCP traffic of devices, which private networks require.
   *
   * @default true
   */
  readonly tcpProxy?: boolean;
  /**
   * Whether Gateway proxies UDP traffic of devices, which private resolvers require.
   *
   * @default true
   */
  readonly udpProxy?: boolean;
  /**
   * Whether the client installs Cloudflare's root certificate, which the inspection of HTTPS requires.
   *
   * @default false
   */
  readonly rootCertificate?: boolean;
  /**
   * Whether each device has its own virtual address, by which other devices reach it.
   *
   * @default false
   */
  readonly virtualAddresses?: boolean;
  /**
   * The time in seconds for which an override code lets a user disconnect the client.
   *
   * @default 0, override codes are disabled
   */
  readonly overrideCodeSeconds?: number;
}

const PROPS: PropNames<DeviceSettingsProps> = {
  required: { account: ACCOUNT_HINT },
  optional: {
    tcpProxy: true,
    udpProxy: true,
    rootCertificate: true,
    virtualAddresses: true,
    overrideCodeSeconds: true,
  },
};

/**
 * The settings of the account for all devices: the proxy of Gateway, through which devices reach private networks.
 *
 * Each account has these settings once. Terraform overwrites all of them, and resets them to Cloudflare's defaults when
 * the construct is removed: devices then reach no private network.
 *
 * @example
 * new DeviceSettings(this, "devices", { account });
 *
 * @throws ValidationError AccountIdInvalid, AccountSettingTwice, ConstructIdInvalid, DeviceSettingsInvalid,
 * PropMissing, PropUnknown, TeamNameInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/settings/
 */
export class DeviceSettings extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustDeviceSettings;

  public constructor(scope: Construct, id: string, props: DeviceSettingsProps) {
    super(scope, id);
    checkProps(this, "DeviceSettings", props, PROPS);
    const { account, overrideCodeSeconds = 0 } = props;
    // Terraform would report every omitted argument that the account has as a change.
    this.resource = create(ZeroTrustDeviceSettings, this, "Resource", {
      provider: account.provider,
      accountId: account.accountId,
      gatewayProxyEnabled: props.tcpProxy ?? true,
      gatewayUdpProxyEnabled: props.udpProxy ?? true,
      rootCertificateInstallationEnabled: props.rootCertificate ?? false,
      useZtVirtualIp: props.virtualAddresses ?? false,
      disableForTime: overrideCodeSeconds,
    });
    report(
      this,
      ...validateAccount(account),
      ...validateResourceName(this.resource),
      ...validateSingleSetting(this, account, "the device settings"),
      ...validateOverrideCode(overrideCodeSeconds),
    );
    honourDependencies(this);
  }
}

function validateOverrideCode(seconds: number): Problem[] {
  if (Token.isUnresolved(seconds) || (Number.isInteger(seconds) && seconds >= 0)) return [];
  const message = `overrideCodeSeconds: ${seconds} is not valid. Use a whole number of seconds from 0.`;
  return [{ code: "DeviceSettingsInvalid", message }];
}
