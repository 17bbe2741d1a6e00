// Intrinsics of arrays: members of multi-dimensional arrays, Length and Rank, and vectors as generic lists
// (Array.GetGenericValueImpl and SetGenericValueImpl)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

public struct Cell {
	public int Number;
	public string Text;
	public Cell (int number, string text) { Number = number; Text = text; }
	public override string ToString () { return Text + Number; }
}

public static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T [,] Make<T> (int rows, int columns) { return new T [rows, columns]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int [,,] MakeCube (int a, int b, int c) { return new int [a, b, c]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Set<T> (T [,] array, int row, int column, T value) { array [row, column] = value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Get<T> (T [,] array, int row, int column) { return array [row, column]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Number (Cell [,] array, int row, int column)
	{
		array [row, column].Number += 100;
		return Change (ref array [row, column]);
	}

	static int Change (ref Cell cell) { return cell.Number *= 2; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Cube (int [,,] cube, int a)
	{
		cube [a, 1, 2] = a + 5;
		return cube [a, 1, 2] + cube [0, 0, 0];
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Rank (Array array) { return array.Rank; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Length (Array array) { return array.Length; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Item<T> (IList<T> list, int index) { return list [index]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T ReadOnlyItem<T> (IReadOnlyList<T> list, int index) { return list [index]; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void SetItem<T> (IList<T> list, int index, T value) { list [index] = value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Find<T> (IList<T> list, T value) { return list.IndexOf (value); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Join<T> (IEnumerable<T> items) { return string.Join (",", items); }
}

public static class Callers {
	static void Matrix<T> (T first, T second)
	{
		T [,] matrix = Callees.Make<T> (3, 4);
		Callees.Set (matrix, 0, 0, first);
		Callees.Set (matrix, 2, 3, second);
		Console.WriteLine ("{0} {1} {2}", Callees.Get (matrix, 0, 0), Callees.Get (matrix, 2, 3), Callees.Get (matrix, 1, 1));
		Console.WriteLine ("{0} {1}", Callees.Rank (matrix), Callees.Length (matrix));
	}

	static void List<T> (T first, T second)
	{
		T [] items = { first, second, first };
		Console.WriteLine ("{0} {1}", Callees.Item (items, 0), Callees.ReadOnlyItem (items, 1));
		Callees.SetItem (items, 2, second);
		Console.WriteLine ("{0} {1} {2}", Callees.Join (items), Callees.Find (items, second), Callees.Length (items));
	}

	public static void Run ()
	{
		Matrix<sbyte> (-1, 100);
		Matrix (1, -2);
		Matrix (1L << 40, 2);
		Matrix (1.5f, -0.5f);
		Matrix (2.5, double.NaN);
		Matrix ("first", "second");
		Matrix<object> ("object", 7);
		Matrix (new Cell (1, "one"), new Cell (2, "two"));
		Matrix<int?> (5, null);
		Matrix (DayOfWeek.Friday, DayOfWeek.Sunday);
		List<byte> (200, 7);
		List ('a', 'z');
		List (1, -2);
		List (1L << 40, 2);
		List (2.5, -0.5);
		List ("first", "second");
		List (new Cell (1, "one"), new Cell (2, "two"));
		List<int?> (5, null);
		List (DayOfWeek.Friday, DayOfWeek.Sunday);

		var cells = Callees.Make<Cell> (2, 2);
		Console.WriteLine (Callees.Number (cells, 1, 1) + Callees.Number (cells, 1, 1));
		Console.WriteLine (Callees.Cube (Callees.MakeCube (2, 2, 3), 1));
		Console.WriteLine (Callees.Rank (Callees.MakeCube (1, 2, 3)) + Callees.Rank (new string [0]));
		Array bounds = Array.CreateInstance (typeof (int), new [] { 2, 3 }, new [] { -1, 10 });
		Callees.Set ((int [,]) bounds, -1, 12, 77);
		Console.WriteLine (Callees.Get ((int [,]) bounds, -1, 12) + Callees.Length (bounds));
	}
}

public static class Program {
	public static void Main ()
	{
		Callers.Run ();
		var numbers = Callees.Make<int> (2, 2);
		Report.Throws (() => Callees.Get (numbers, 2, 0));
		Report.Throws (() => Callees.Get (numbers, 0, -1));
		Report.Throws (() => Callees.Set (numbers, 0, 2, 1));
		Report.Throws (() => Callees.Get<int> (null, 0, 0));
		Report.Throws (() => Callees.Make<int> (-1, 2));
		Report.Throws (() => Callees.Set<object> (new string [1, 1], 0, 0, 7));
		Report.Throws (() => Callees.Item (new [] { 1 }, 1));
		Report.Throws (() => Callees.SetItem (new [] { 1 }, -1, 1));
		Report.Throws (() => Callees.SetItem<object> (new string [1], 0, 7));
		Report.Throws (() => Callees.Rank (null));
		Report.Throws (() => Callees.Length (null));
	}
}
