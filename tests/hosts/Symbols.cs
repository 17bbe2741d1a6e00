// SPDX-License-Identifier: MIT
//
// Symbols.exe FROM TO: gives the methods of an assembly a portable PDB with the names of their locals, which ilasm and
// mcs do not.
using Mono.Cecil;
using Mono.Cecil.Cil;

public class Symbols {
	public static void Main (string [] arguments)
	{
		AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly (arguments [0]);
		foreach (TypeDefinition type in assembly.MainModule.Types)
			foreach (MethodDefinition method in type.Methods) {
				var scope = new ScopeDebugInformation (method.Body.Instructions [0], null);
				foreach (VariableDefinition local in method.Body.Variables)
					scope.Variables.Add (new VariableDebugInformation (local, "local" + local.Index));
				method.DebugInformation.Scope = scope;
			}
		assembly.Write (arguments [1], new WriterParameters {
			WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider ()
		});
	}
}
