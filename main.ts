import { App } from "cdktf";
import { CloudRunStack } from "./stacks/cloud-run-stack";
import { PublishStack } from "./stacks/publish-stack";

const app = new App();
new PublishStack(app, "publish");
new CloudRunStack(app, "cloud-run");
app.synth();
