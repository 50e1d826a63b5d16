/** The part of WebAssembly that is used; the types for Node name its interfaces without these functions. */
declare namespace WebAssembly {
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}
