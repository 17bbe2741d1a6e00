// Another assembly, which asks who calls it
using System;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

public static class Called {
	static string Name (Assembly assembly) { return assembly.GetName ().Name; }

	static string Method (StackFrame frame) { return frame.GetMethod ().Name; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Caller () { return Name (Assembly.GetCallingAssembly ()); }

	/* Small enough to disappear in their callers, which must not show */
	public static string SmallCaller () { return Assembly.GetCallingAssembly ().GetName ().Name; }
	public static string Executing () { return Assembly.GetExecutingAssembly ().GetName ().Name; }
	public static string Entry () { return Assembly.GetEntryAssembly ().GetName ().Name; }
	public static string CallerOfCaller () { return Caller (); }
	public static string Current () { return MethodBase.GetCurrentMethod ().Name; }
	public static string Frame () { return Method (new StackFrame (0)) + " " + Method (new StackFrame (1)); }
	public static string Back (Func<string> code) { return code (); }
}
