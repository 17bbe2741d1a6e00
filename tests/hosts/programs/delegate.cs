// SPDX-License-Identifier: MIT
using System;

public delegate int Handler (int x);

public class Events {
	int total;
	public int Total { get { return total * 10; } set { total = value + 1; } }
	public override string ToString () { return "Events of " + total; }
	public override int GetHashCode () { return 4711; }
	public static Handler Make () { int sum = 0; return x => sum += x; }
	static Events () { Boot = Compute (5); }
	static int Compute (int n) { int s = 0; for (int i = 1; i <= n; i++) s += i * i; return s; }
	public static int Boot;
	public static int Work (int n) { int s = 0; for (int i = 0; i < n; i++) s ^= i * 31; return s; }
	public static int Main (string [] a) { return 7 + a.Length; }
}
