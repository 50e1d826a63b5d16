// Takes the place of `@vscode/native-watchdog`, which would need a C++ compiler to install. The extension host also asks
// every second whether its parent is alive; the native module only does so when the event loop is blocked, too.
exports.start = () => undefined;
