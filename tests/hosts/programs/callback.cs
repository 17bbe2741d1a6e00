// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;

public delegate int Handler (int x);

public class Odd {
	public override string ToString () { return new Odd () is Odd ? "odd" : null; }
	public static Handler Make () { return x => x + 100; }
}

public class Even {
	public override string ToString () { return new Even () is Even ? "even" : null; }
	public static Handler Make () { return x => x + 1000; }
}

public class Program {
	[DllImport ("__Internal", EntryPoint = "host_call_back")]
	static extern int CallBack (int depth);

	public static int Start () { return CallBack (1) + CallBack (2); }
	public static void Main () {}
}
