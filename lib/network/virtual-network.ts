import { ZeroTrustTunnelCloudflaredVirtualNetwork } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-virtual-network";
import { Construct, IConstruct } from "constructs";
import { Account } from "../core/account";
import { Problem, report } from "../core/errors";
import { Owner } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn, Registry } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";
import { IVirtualNetwork } from "../core/virtual-network";

/** Properties of a `VirtualNetwork`. */
export interface VirtualNetworkProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The name that users select in the Cloudflare One Client (formerly WARP). @default - the construct's id */
  readonly name?: string;
  /** The purpose of the virtual network. @default "" */
  readonly comment?: string;
  /**
   * Whether this is the account's default virtual network, which devices and routes use if they select no other. It
   * replaces the current default one, even if that is managed elsewhere.
   *
   * @default false
   */
  readonly isDefaultNetwork?: boolean;
}

const PROPS: PropNames<VirtualNetworkProps> = {
  required: { account: ACCOUNT_HINT },
  optional: { name: true, comment: true, isDefaultNetwork: true },
};

const DEFAULTS = new Registry<IConstruct>();

/**
 * A virtual network: a separate routing table, so that two networks can use the same CIDR. A device uses one at a time.
 *
 * @example
 * const lab = new VirtualNetwork(this, "lab-net", { account });
 * tunnel.route("10.50.0.0/16", { virtualNetwork: lab, unguarded: "a lab without users" });
 *
 * @throws ValidationError DefaultVirtualNetworkTwice, ConstructIdInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/networks/virtual-networks/
 */
export class VirtualNetwork extends Construct implements IVirtualNetwork {
  /**
   * Imports an existing virtual network.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromVirtualNetworkId(scope: Construct, id: string, virtualNetworkId: string): IVirtualNetwork {
    class ImportedVirtualNetwork extends Construct implements IVirtualNetwork {
      public readonly virtualNetworkId = virtualNetworkId;
    }
    const network = new ImportedVirtualNetwork(scope, id);
    report(network, ...validateUuid("virtualNetworkId", virtualNetworkId));
    return network;
  }

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustTunnelCloudflaredVirtualNetwork;
  /** The virtual network's id: a UUID. */
  public readonly virtualNetworkId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _isDefault: boolean;

  public constructor(scope: Construct, id: string, props: VirtualNetworkProps) {
    super(scope, id);
    checkProps(this, "VirtualNetwork", props, PROPS);
    const { account, isDefaultNetwork = false } = props;
    this._owner = { construct: this, account, importer: "VirtualNetwork.fromVirtualNetworkId" };
    this._isDefault = isDefaultNetwork;
    this.resource = create(ZeroTrustTunnelCloudflaredVirtualNetwork, this, "Resource", {
      provider: registerIn(this, account, "virtualNetworks"),
      accountId: account.accountId,
      name: props.name ?? id,
      comment: props.comment ?? "",
      isDefaultNetwork, // not is_default, which is deprecated and forces a replacement
    });
    this.virtualNetworkId = idOf(this.resource);
    report(
      this,
      ...validateResourceName(this.resource),
      ...(isDefaultNetwork ? validateSingleDefault(this, account) : []),
    );
    honourDependencies(this);
  }
}

/** Each default network would unset the other, which is a permanent diff. */
function validateSingleDefault(network: IConstruct, account: Account): Problem[] {
  const first = DEFAULTS.claim(network, account.accountId, network);
  if (first === undefined) return [];
  return [
    {
      code: "DefaultVirtualNetworkTwice",
      message: `isDefaultNetwork: already true at ${first.node.path}. An account has one default virtual network; remove the setting here.`,
    },
  ];
}
