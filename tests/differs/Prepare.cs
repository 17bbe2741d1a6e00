// SPDX-License-Identifier: MIT
// Has each method of an assembly compiled, and runs none but static constructors.
using System;
using System.Reflection;

static class Prepare
{
	static void Main (string[] arguments)
	{
		const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance |
			BindingFlags.Public | BindingFlags.NonPublic;

		foreach (Type type in Assembly.LoadFrom (arguments [0]).GetTypes ()) {
			foreach (MethodInfo method in type.GetMethods (all))
				method.MethodHandle.GetFunctionPointer ();
			if (type.TypeInitializer != null)
				type.TypeInitializer.MethodHandle.GetFunctionPointer ();
		}
	}
}
