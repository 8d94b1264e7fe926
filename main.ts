import { App } from "cdktf";
import { PublishStack } from "./stacks/publish-stack";

const app = new App();
new PublishStack(app, "publish");
app.synth();
