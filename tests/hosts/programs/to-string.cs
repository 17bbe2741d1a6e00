// SPDX-License-Identifier: MIT
public class Item {
	int n = 3;
	int Twice (int k) { return k * 2; }
	public override string ToString () { return Twice (n) == 6 ? "six" : "other"; }
	public override bool Equals (object o) { return o is Item && ((Item) o).n == n; }
	public override int GetHashCode () { return Twice (n); }
	~Item () { n = Twice (0); }
	public static int Main (string [] a) { return 9 + a.Length; }
}
