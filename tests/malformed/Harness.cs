// SPDX-License-Identifier: MIT
//
// Runs one method of the class Callers in an assembly, and says how that ended.
using System;
using System.Reflection;

static class Harness {
	static int Main (string [] arguments)
	{
		MethodInfo method = Assembly.LoadFrom (arguments [0]).GetType ("Callers").GetMethod (arguments [1]);
		var run = (Action) Delegate.CreateDelegate (typeof (Action), method);

		try {
			run ();
			Console.WriteLine ("returned");
		} catch (Exception exception) {
			Console.WriteLine ("exception {0}", exception.GetType ());
		}
		return 0;
	}
}
