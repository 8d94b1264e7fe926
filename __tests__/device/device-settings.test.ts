import { TerraformStack } from "cdktf";
import { DeviceSettings, DeviceSettingsProps } from "../../lib/device";
import { ACCOUNT, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const settings = (props: Partial<DeviceSettingsProps> = {}, id = "devices") =>
  new DeviceSettings(stack, id, { account: ACCOUNT, ...props });

describe("DeviceSettings", () => {
  test("enables the proxy for TCP and UDP, and renders every setting that Terraform would reset", () => {
    settings();
    expect(resourceAt(stack, "devices")).toEqual({
      account_id: ACCOUNT.accountId,
      gateway_proxy_enabled: true,
      gateway_udp_proxy_enabled: true,
      root_certificate_installation_enabled: false,
      use_zt_virtual_ip: false,
      disable_for_time: 0,
    });
    expect(problems(stack)).toEqual([]);
  });

  test("renders the given settings", () => {
    settings({
      tcpProxy: false,
      udpProxy: false,
      rootCertificate: true,
      virtualAddresses: true,
      overrideCodeSeconds: 3600,
    });
    expect(resourceAt(stack, "devices")).toMatchObject({
      gateway_proxy_enabled: false,
      gateway_udp_proxy_enabled: false,
      root_certificate_installation_enabled: true,
      use_zt_virtual_ip: true,
      disable_for_time: 3600,
    });
  });

  test.each([-1, 1.5, NaN])("fails when overrideCodeSeconds is %p", (overrideCodeSeconds) => {
    settings({ overrideCodeSeconds });
    expect(problems(stack)).toEqual(["devices DeviceSettingsInvalid"]);
  });

  test("fails when a second construct manages the settings of the account", () => {
    settings();
    settings({}, "second");
    settings({ account: OTHER_ACCOUNT }, "other");
    expect(problems(stack)).toEqual(["second AccountSettingTwice"]);
  });
});
