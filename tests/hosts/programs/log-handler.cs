// SPDX-License-Identifier: MIT
using System;
using System.Text;

public static class Notes {
	public static int Note0 () { int s = 0; for (int i = 0; i <= 0; ++i) s += i; return s; }
	public static int Note1 () { int s = 0; for (int i = 0; i <= 1; ++i) s += i; return s; }
	public static int Note2 () { int s = 0; for (int i = 0; i <= 2; ++i) s += i; return s; }
	public static int Note3 () { int s = 0; for (int i = 0; i <= 3; ++i) s += i; return s; }
	public static int Note4 () { int s = 0; for (int i = 0; i <= 4; ++i) s += i; return s; }
	public static int Note5 () { int s = 0; for (int i = 0; i <= 5; ++i) s += i; return s; }
	public static int Note6 () { int s = 0; for (int i = 0; i <= 6; ++i) s += i; return s; }
	public static int Note7 () { int s = 0; for (int i = 0; i <= 7; ++i) s += i; return s; }
	public static int Note8 () { int s = 0; for (int i = 0; i <= 8; ++i) s += i; return s; }
	public static int Note9 () { int s = 0; for (int i = 0; i <= 9; ++i) s += i; return s; }

	public static int Main ()
	{
		var text = new StringBuilder ();
		foreach (object o in new object [] { 1, "two", 3.0, new Version (4, 0) })
			text.Append (o).Append (' ');
		Console.WriteLine (text);
		return text.Length;
	}
}
