// SPDX-License-Identifier: MIT
//
// The object may be a proxy of one in another domain.
using System;
using System.Runtime.CompilerServices;

class Remote : MarshalByRefObject { public int Value = 42; }

class Declined {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Method (Remote remote) { return remote.Value; }
}

class Program {
	static void Main () { Console.WriteLine (Declined.Method (new Remote ())); }
}
