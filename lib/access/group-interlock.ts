import { TerraformResource, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Problem, reportAtEnd } from "../core/errors";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { contractBroken, missingEdges, validateNoIgnoredChanges } from "../core/terraform/lifecycle";
import { lazyLiterals } from "../core/terraform/literals";
import { address, attribute, isSynthesized } from "../core/terraform/resources";
import { TerraformData } from "../core/terraform/terraform-data";

/**
 * Keeps the Access groups of a stack until everything that referred to them has been updated.
 *
 * Without its group, a policy no longer excludes or denies the users of the group. When the update of the policy fails,
 * the state already contains its new dependencies, so the next apply could delete the group first. The interlock
 * depends on all policies of the stack, and its input is the list of all groups, which can contain each other. While an
 * update fails, Terraform does not reach it, and its old dependencies in the state hold the deletion back.
 *
 * It exists in stacks without groups, too: the last group can be the one that is removed.
 *
 * @internal
 */
export class GroupInterlock {
  /** The interlock of the stack that contains the scope. */
  public static of(scope: IConstruct): GroupInterlock {
    const stack = TerraformStack.of(scope);
    const existing = INTERLOCKS.get(stack);
    if (existing !== undefined) return existing;
    const interlock = new GroupInterlock(stack);
    INTERLOCKS.set(stack, interlock);
    return interlock;
  }

  private readonly resource: TerraformData;
  private readonly groups: TerraformResource[] = [];
  private readonly policies: TerraformResource[] = [];

  private constructor(stack: TerraformStack) {
    this.resource = new TerraformData(stack, "GroupInterlock", { input: lazyLiterals(() => this.groupIds()) });
    this.resource.dependsOn = [];
    guardAttributes(this.resource, this.resource);
    reportAtEnd(this.resource, () => this.validateEdges());
    reportAtEnd(stack, () => this.validatePresence());
  }

  /** Adds a group: its deletion waits, and what it contains is held while its update fails. */
  public addGroup(group: TerraformResource): void {
    this.groups.push(group);
  }

  /** Adds a policy: the groups that it used are held while its update fails. */
  public addPolicy(policy: TerraformResource): void {
    this.policies.push(policy);
    (this.resource.dependsOn ??= []).push(address(policy));
  }

  /** By address, since tokens have no stable order. */
  private groupIds(): string[] {
    const ordered = this.groups.map((group) => [address(group), group] as const).sort(([a], [b]) => (a < b ? -1 : 1));
    return ordered.map(([, group]) => attribute(group, "id"));
  }

  private validateEdges(): Problem[] {
    return [...validateNoIgnoredChanges(this.resource), ...missingEdges(this.resource, this.policies)];
  }

  private validatePresence(): Problem[] {
    if (isSynthesized(this.resource)) return [];
    const { path } = this.resource.node;
    return [contractBroken(`${path} was removed; it must exist as long as the Access policies of its stack.`)];
  }
}

const INTERLOCKS = new WeakMap<TerraformStack, GroupInterlock>();
