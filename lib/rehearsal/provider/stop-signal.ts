import type { RunningTerraform } from "../cloudflare-api/process-faults";

/** @internal Stops Terraform in the middle of a call. */
export class StopSignal {
  private onReceived?: () => void;

  /** Terraform has received the signal: it stops its providers, and then waits for their running calls. */
  public received(): void {
    this.onReceived?.();
  }

  /** Interrupts Terraform, if it runs. Resolves when it has received the signal. */
  public async interrupt(terraform?: RunningTerraform): Promise<void> {
    if (terraform === undefined) return;
    await new Promise<void>((resolve) => {
      this.onReceived = resolve;
      terraform.interrupt();
    });
    this.onReceived = undefined;
  }

  /**
   * Kills Terraform after it has stored its state, which it does when it receives a signal. A remote backend otherwise
   * stores it only every 20 seconds, so that a kill would lose the record of everything that the apply did.
   */
  public async saveAndKill(terraform?: RunningTerraform): Promise<void> {
    await this.interrupt(terraform);
    terraform?.kill();
  }
}
