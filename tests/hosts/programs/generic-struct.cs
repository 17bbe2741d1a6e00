// SPDX-License-Identifier: MIT
public struct Pair<T> {
	public T First, Second;
	static bool Same (T a, T b) { return a.Equals (b); }
	public override string ToString () { return Same (First, Second) ? "pair of equals" : "pair of others"; }
}

public class Boxes {
	public static object OfNumbers () { return new Pair<long> { First = 1, Second = 2 }; }
	public static object OfTexts () { return new Pair<string> { First = "a", Second = "a" }; }
	public static void Main () {}
}
