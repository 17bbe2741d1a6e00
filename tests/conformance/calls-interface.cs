// Interface calls: explicit and implicit implementations, inheritance, structs, and more interfaces than the dispatch
// table
// has slots, so that some collide (ECMA-335 II.12.2, III.4.2)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

interface I0 { int M0 (int a); }
interface I1 { int M1 (int a); }
interface I2 { int M2 (int a); }
interface I3 { int M3 (int a); }
interface I4 { int M4 (int a); }
interface I5 { int M5 (int a); }
interface I6 { int M6 (int a); }
interface I7 { int M7 (int a); }
interface I8 { int M8 (int a); }
interface I9 { int M9 (int a); }
interface I10 { int M10 (int a); }
interface I11 { int M11 (int a); }
interface I12 { int M12 (int a); }
interface I13 { int M13 (int a); }
interface I14 { int M14 (int a); }
interface I15 { int M15 (int a); }
interface I16 { int M16 (int a); }
interface I17 { int M17 (int a); }
interface I18 { int M18 (int a); }
interface I19 { int M19 (int a); }
interface I20 { int M20 (int a); }
interface I21 { int M21 (int a); }
interface I22 { int M22 (int a); }
interface I23 { int M23 (int a); }

class CalleesMany : I0, I1, I2, I3, I4, I5, I6, I7, I8, I9, I10, I11, I12, I13, I14, I15, I16, I17, I18, I19, I20, I21,
	I22, I23 {
	[MethodImpl (MethodImplOptions.NoInlining)] public int M0 (int a) { return a * 2 + 0; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M1 (int a) { return a * 3 + 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M2 (int a) { return a * 4 + 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M3 (int a) { return a * 5 + 3; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M4 (int a) { return a * 6 + 4; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M5 (int a) { return a * 7 + 5; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M6 (int a) { return a * 8 + 6; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M7 (int a) { return a * 9 + 7; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M8 (int a) { return a * 10 + 8; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M9 (int a) { return a * 11 + 9; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M10 (int a) { return a * 12 + 10; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M11 (int a) { return a * 13 + 11; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M12 (int a) { return a * 14 + 12; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M13 (int a) { return a * 15 + 13; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M14 (int a) { return a * 16 + 14; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M15 (int a) { return a * 17 + 15; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M16 (int a) { return a * 18 + 16; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M17 (int a) { return a * 19 + 17; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M18 (int a) { return a * 20 + 18; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M19 (int a) { return a * 21 + 19; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M20 (int a) { return a * 22 + 20; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M21 (int a) { return a * 23 + 21; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M22 (int a) { return a * 24 + 22; }
	[MethodImpl (MethodImplOptions.NoInlining)] public int M23 (int a) { return a * 25 + 23; }
}

interface IShape { double Area (); string Name { get; } }
interface ISolid : IShape { double Volume (double height); }

class CalleesSquare : ISolid, IComparable<CalleesSquare> {
	readonly double side;
	public CalleesSquare (double side) { this.side = side; }
	public virtual double Area () { return side * side; }
	string IShape.Name { get { return "explicit square"; } }
	public string Name { get { return "implicit square"; } }
	public double Volume (double height) { return Area () * height; }
	public int CompareTo (CalleesSquare other) { return side.CompareTo (other.side); }
}

class CalleesRound : CalleesSquare, IShape {
	public CalleesRound (double side) : base (side) { }
	public override double Area () { return base.Area () * 3.140625; }
	string IShape.Name { get { return "round"; } }
}

struct CalleesPoint : IShape {
	public int Asked;
	public double Area () { Asked++; return Asked; }
	public string Name { get { return "point asked " + Asked; } }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static int All (object many)
	{
		int sum = 1;
		sum += ((I0) many).M0 (sum & 0xff);
		sum += ((I1) many).M1 (sum & 0xff);
		sum += ((I2) many).M2 (sum & 0xff);
		sum += ((I3) many).M3 (sum & 0xff);
		sum += ((I4) many).M4 (sum & 0xff);
		sum += ((I5) many).M5 (sum & 0xff);
		sum += ((I6) many).M6 (sum & 0xff);
		sum += ((I7) many).M7 (sum & 0xff);
		sum += ((I8) many).M8 (sum & 0xff);
		sum += ((I9) many).M9 (sum & 0xff);
		sum += ((I10) many).M10 (sum & 0xff);
		sum += ((I11) many).M11 (sum & 0xff);
		sum += ((I12) many).M12 (sum & 0xff);
		sum += ((I13) many).M13 (sum & 0xff);
		sum += ((I14) many).M14 (sum & 0xff);
		sum += ((I15) many).M15 (sum & 0xff);
		sum += ((I16) many).M16 (sum & 0xff);
		sum += ((I17) many).M17 (sum & 0xff);
		sum += ((I18) many).M18 (sum & 0xff);
		sum += ((I19) many).M19 (sum & 0xff);
		sum += ((I20) many).M20 (sum & 0xff);
		sum += ((I21) many).M21 (sum & 0xff);
		sum += ((I22) many).M22 (sum & 0xff);
		sum += ((I23) many).M23 (sum & 0xff);
		return sum;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (IShape shape)
	{
		Report.Line (shape.Name + " " + Report.Show (shape.Area ()) + " " + shape.Name);
	}

	public static void Run ()
	{
		var many = new CalleesMany ();
		for (int i = 0; i < 3; i++)
			Report.Value ("all", All (many));
		IShape[] shapes = { new CalleesSquare (1.5), new CalleesRound (2), new CalleesPoint () };
		for (int i = 0; i < 3; i++)
			foreach (IShape shape in shapes)
				Use (shape);
		Report.Line (((CalleesSquare) shapes [0]).Name + " " + ((CalleesSquare) shapes [1]).Name);
		Report.Value ("volume", ((ISolid) shapes [1]).Volume (0.5));
		var squares = new List<CalleesSquare> { new CalleesSquare (3), new CalleesSquare (1), new CalleesSquare (2) };
		squares.Sort ();
		foreach (CalleesSquare square in squares.ToArray ())
			Report.Value ("sorted", square.Area ());
		IList<int> list = new [] { 5, 6, 7 };
		Report.Line (list.Count + " " + list [1] + " " + list.Contains (7));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
