// SPDX-License-Identifier: MIT
//
// What all copies of Subjects.cs use of the host.
using System.Reflection;
using System.Runtime.CompilerServices;

public static class Host {
	// Loaded before it is asked for under another name
	public static Assembly Late;
	public static void SetLate (Assembly assembly) { Late = assembly; }
	// By a handler, for the host to read
	public static string Said;
	[MethodImpl (MethodImplOptions.InternalCall)]
	public static extern void Say (string text);
}
